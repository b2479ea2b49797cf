"""The pages over HTTP: what their headers forbid, what their forms find, what they say when asked wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.conversations import Conversations, is_id
from assistant.faces.web.app import build_app
from assistant.faces.web.finding import pieces
from assistant.faces.web.listing import select
from assistant.faces.web.server import ServeError, check_address
from assistant.faces.web.services import Services
from assistant.messages import LANGUAGES, t
from assistant.settings import Settings
from index.library import Library, document_id
from tests.support import HashEmbedder
from tests.web.world import HOSTILE, HOSTILE_FILE, SENTENCE, StandIn, documents


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("town")
    library = Library.open(home, HashEmbedder())
    library.apply(documents())
    settings = Settings.load(environment={}, home=home)
    yield Services(library, StandIn(library, pause=0), Conversations(home / "conversations.sqlite3"), settings)
    library.close()


@pytest.fixture(scope="module")
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(build_app(services)) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/search?q=ng%C3%A2n", "/documents", "/documents/none", "/source?document=none"])
def test_no_page_may_run_or_load_what_is_not_ours(client: TestClient, path: str) -> None:
    response = client.get(path)
    rules = dict(rule.split(" ", 1) for rule in response.headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert "'unsafe-inline'" not in rules["script-src"]
    assert rules["connect-src"] == rules["base-uri"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert response.headers["x-content-type-options"] == "nosniff"
    nonce = re.search(r"'nonce-([^']+)'", rules["script-src"])
    assert nonce
    inline = re.findall(r"<script((?![^>]*\bsrc=)[^>]*)>", response.text)
    assert all(f'nonce="{nonce[1]}"' in attributes for attributes in inline)
    assert not re.findall(r"<(?:script|link|img|meta)[^>]*(?:src|href|content)=\"(?:https?:)?//", response.text)


def test_only_gradio_s_own_page_may_evaluate(client: TestClient) -> None:
    assert "'unsafe-eval'" in client.get("/").headers["content-security-policy"]
    for path in ("/search", "/documents", "/source?document=none", "/ui/hoidap.js", "/alive"):
        assert "'unsafe-eval'" not in client.get(path).headers["content-security-policy"]


def test_nonces_and_cookies_are_new_for_each_reader(services: Services) -> None:
    app = build_app(services)
    headers = [TestClient(app).get("/documents").headers for _ in range(2)]
    assert headers[0]["content-security-policy"] != headers[1]["content-security-policy"]
    given: list[dict[str, str]] = [{}, {}]
    for found, header in zip(given, headers, strict=True):
        for line in header.get_list("set-cookie"):
            name, value, how = re.findall(r"^(\w+)=([^;]+); (.*)", line)[0]
            assert is_id(value) and "HttpOnly" in how and "SameSite=Lax" in how
            found[name] = value
    assert set(given[0]) == set(given[1]) == {"hoidap_reader"}
    assert not set(given[0].values()) & set(given[1].values())
    assert "set-cookie" not in TestClient(app, cookies=given[0]).get("/documents").headers
    forged = TestClient(app, cookies={**given[0], "hoidap_reader": "../../x"}).get("/documents")
    assert forged.headers["set-cookie"].startswith("hoidap_reader=")


def test_a_source_is_found_by_document_or_file_and_marks_its_span(client: TestClient, services: Services) -> None:
    file = "tin/mai-ho-9-thang.md"
    document = services.library.document(document_id("default", file))
    assert document is not None
    start = document.text.index(SENTENCE)
    span = f"start={start}&end={start + len(SENTENCE)}"
    for query in (f"document={document.id}", f"file={file}"):
        html = client.get(f"/source?{query}&{span}&language=en").text
        assert f'<mark class="cited">{SENTENCE}</mark>' in html
        assert "4 Oct 2031" in html
    assert "<mark" not in client.get(f"/source?file={file}&start=5&end=99999999").text
    assert client.get("/source?file=../../etc/passwd").status_code == 404
    assert client.get(f"/source?document={document.id}&start=x").status_code == 422


def test_the_text_of_a_document_is_downloaded_by_its_id_alone(client: TestClient) -> None:
    given = client.get("/source/text", params={"document": document_id("default", HOSTILE_FILE)})
    assert given.headers["content-type"].startswith("text/plain")
    assert given.headers["content-disposition"].startswith('attachment; filename="')
    assert HOSTILE in given.text
    for wrong in ("none", "../../etc/passwd", HOSTILE_FILE, "tin/mai-ho-9-thang.md"):
        assert client.get("/source/text", params={"document": wrong}).status_code == 404


def test_hostile_names_come_back_as_text(client: TestClient) -> None:
    for path in (
        f"/documents/{document_id('default', HOSTILE_FILE)}",
        "/documents",
        "/search?q=" + "ph%C3%AD",
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E&issuer=%22onfocus%3Dalert(1)+autofocus",
        "/documents?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ):
        html = client.get(path).text
        assert "<img" not in html
        assert "<script>" not in html
        assert not re.search(r"<[^>]*\son\w+=[^>]*>", re.sub(r'"[^"]*"', '""', html))
        assert 'href="javascript' not in html
    assert HOSTILE[:20] not in client.get("/documents").text


def test_search_filters_sorts_and_reports_a_bad_date(client: TestClient) -> None:
    found = client.get("/search?q=ng%C3%A2n+s%C3%A1ch").text
    assert t("search.count", "vi", count=3) in found
    assert "<mark>ngân sách</mark>" in found
    one = client.get("/search?q=ng%C3%A2n+s%C3%A1ch&kind=report&from=2031-10-01&to=").text
    assert t("search.count.one", "vi") in one
    assert 'value="2031-10-01"' in one
    titles = re.findall(r'class="hit-title"[^>]*>([^<]+)', client.get("/search?q=ng%C3%A2n+s%C3%A1ch&sort=date").text)
    assert titles[0].startswith("Báo cáo kinh tế huyện Sơn Trà")
    assert t("search.invalid_date", "vi", value="hôm qua") in client.get("/search?q=a&from=h%C3%B4m+qua").text
    assert t("search.none", "vi") in client.get("/search?q=kh%C3%B4ngc%C3%B3g%C3%AC").text
    assert t("chat.too_long", "vi", limit=2000) in client.get("/search?q=" + "a" * 2001).text


def test_the_list_of_documents_filters_without_marks(services: Services, client: TestClient) -> None:
    records = services.library.documents()
    assert [record.number for record in select(records, "nghi quyet 08/2029")] == ["08/2029/NQ-HĐND"]
    assert select(records, "")[0].number == "77/BC-UBND"
    assert t("documents.none", "vi") in client.get("/documents?q=zzz").text
    assert t("documents.count", "vi", count=5) in client.get("/documents?page=99").text


def test_pages_speak_the_language_of_the_cookie(services: Services) -> None:
    english = TestClient(build_app(services), cookies={"hoidap_language": "en"})
    assert '<html lang="en">' in english.get("/documents").text
    assert t("documents.heading", "en") in english.get("/documents").text
    odd = TestClient(build_app(services), cookies={"hoidap_language": "<script>"})
    assert '<html lang="vi">' in odd.get("/documents").text


def test_what_gradio_offers_beside_the_chat_is_shut(client: TestClient, services: Services) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/gradio_api/docs", "/gradio_api/openapi.json"):
        assert client.get(path).status_code == 404, path
    upload = client.post("/gradio_api/upload", files={"files": ("a.html", b"<script>alert(1)</script>" * 100)})
    assert upload.status_code >= 400
    assert client.get(f"/gradio_api/file={services.settings.home}/conversations.sqlite3").status_code in {403, 404}
    assert client.get("/gradio_api/file=/etc/passwd").status_code in {403, 404}
    config = client.get("/config").json()
    assert not [d for d in config["dependencies"] if d.get("api_visibility") not in {"private", None}]


def test_highlights_are_cut_without_overlap() -> None:
    assert pieces("abcdef", [(1, 3), (2, 4), (9, 12), (5, 5)]) == [
        ("a", False),
        ("bc", True),
        ("d", True),
        ("ef", False),
    ]
    assert pieces("", [(0, 3)]) == []


def test_an_address_in_use_is_named_in_one_line(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"127.0.0.1:{port}: another program") as raised:
            check_address("127.0.0.1", port)
    assert "\n" not in str(raised.value)
    with pytest.raises(ServeError):
        check_address("no-such-host.invalid", 80)


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere/at/all", 404), ("/indicators?page=x", 422), ("/documents/none", 404)]
)
def test_an_address_that_leads_nowhere_says_so_in_the_reader_s_language(
    client: TestClient, path: str, status: int
) -> None:
    for language in LANGUAGES:
        page = client.get(path, headers={"accept": "text/html", "cookie": f"hoidap_language={language}"})
        assert page.status_code == status
        assert t("page.missing", language) in page.text and t("page.home", language) in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
    assert client.get("/nowhere/at/all").json() == {"detail": "Not Found"}  # a program


def test_what_breaks_is_told_without_its_trace(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    app = build_app(services)
    monkeypatch.setattr(services, "desk", lambda _: 1 / 0)
    stranger = TestClient(app, raise_server_exceptions=False)
    page = stranger.get("/documents", headers={"accept": "text/html"})
    assert page.status_code == 500
    assert t("page.broken", "vi") in page.text and "division" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert stranger.get("/documents").json() == {"detail": "Internal Server Error"}


def test_what_is_named_by_its_content_is_kept_for_good(client: TestClient) -> None:
    ours = re.findall(r'(?:src|href)="(/ui/[^"]+)"', client.get("/documents").text)
    gradio = ["/" + path for path in re.findall(r'"\./(assets/[^"]+\.(?:js|css))"', client.get("/").text)]
    assert len(ours) > 3 and gradio
    for path in (*ours, *gradio):
        assert "immutable" in client.get(path).headers["cache-control"], path
    assert client.get("/documents").headers["cache-control"] == "no-store"
    assert "immutable" not in client.get("/ui/none.js?v=1").headers.get("cache-control", "")
