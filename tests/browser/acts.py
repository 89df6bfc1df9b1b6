"""What a user does, as functions that the browser tests share."""

from playwright.sync_api import Locator, Page, expect

FIRST_ANSWER_MS = 120_000  # the first question may wait for the first index
SECURITY = "How does China's security role differ between Central Asia and the Balkans?"
STRATEGY = "How does China's strategy differ between Central Asia and the Balkans?"


def show(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab).click()


def ask(page: Page, question: str) -> Locator:
    """Ask in the page and return the answer."""
    show(page, "Ask")
    answers = page.locator(".answer")
    before = answers.count()
    page.locator("textarea").first.fill(question)
    page.locator("textarea").first.press("Enter")
    expect(answers).to_have_count(before + 1, timeout=FIRST_ANSWER_MS)
    return answers.last


def upload(page: Page, name: str, text: str) -> None:
    show(page, "Library")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )
    expect(page.locator("#files")).to_contain_text(name)


def remove(page: Page, name: str) -> None:
    show(page, "Library")
    page.get_by_role("button", name=f"Remove {name}").click()
    expect(page.locator("#library-note")).to_contain_text("removed")


def rebuild(page: Page) -> None:
    show(page, "Library")
    expect(page.locator("#rebuild-status .is-ready")).to_be_visible()
    page.locator("#rebuild").click()
    # A quick build ends before the page shows it running. The page asks every second, so after two seconds it
    # shows this build, running or done.
    page.wait_for_timeout(2000)
    expect(page.locator("#rebuild-status .is-ready")).to_be_visible(timeout=FIRST_ANSWER_MS)
    expect(page.locator("#rebuild-status")).to_contain_text("Ready in")


def flat(text: str) -> str:
    return " ".join(text.split())
