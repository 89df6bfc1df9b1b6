import http.server
import threading
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.corpus.library.fetch.site import Handler, Site


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    site = Site()
    handler = type("SiteHandler", (Handler,), {"site": site})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


@pytest.fixture
def site(server: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")
    server.answers, server.paths, server.headers, server.times = {}, [], [], []
    server.active, server.peak = Counter(), Counter()
    return server
