"""What surrounds the words of HTML in web pages, e-books and mails: hidden parts, note marks, tables."""
