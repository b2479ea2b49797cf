"""The index inside LangChain chains."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from index.answer import Hit
from index.langchain import HoidapRetriever, HoidapVectorStore
from index.library import Library
from index.model import Filters
from tests.index.library_samples import DISTRICTS
from tests.support import HashEmbedder


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path, HashEmbedder())
    library.apply(DISTRICTS)
    return library


def search_of(library: Library):  # type: ignore[no-untyped-def]
    def search(query: str, k: int) -> list[Hit]:
        hits = []
        for rank, scored in enumerate(library.dense(library.embed_query(query), k), start=1):
            stored = library.passages([scored.passage])[scored.passage]
            document = library.document(stored.document)
            assert document is not None
            day = document.date.isoformat() if document.date else None
            hits.append(
                Hit(rank=rank, score=scored.score, file=document.file, document=document.id, title=document.title,
                    kind=str(document.kind), number=None, issuer=document.issuer, date=day, place=document.place,
                    url=None, section=None, page=None, start=stored.passage.start, end=stored.passage.end,
                    passage=stored.text)
            )  # fmt: skip
        return hits

    return search


def test_the_retriever_drops_into_a_chain(library: Library) -> None:
    retriever = HoidapRetriever(search=search_of(library), k=2)
    found = retriever.invoke("Thu ngân sách quận đạt 89% dự toán")
    assert len(found) == 2
    best = found[0]
    assert best.metadata["file"] == "tay-ho.md"
    assert best.metadata["date"] == "2024-10-02"
    text = DISTRICTS[0].document.text
    assert text[best.metadata["start"] : best.metadata["end"]] == best.page_content

    seen: list[str] = []

    def context(documents):  # type: ignore[no-untyped-def]
        seen.extend(document.page_content for document in documents)
        return "\n".join(seen)

    prompt = ChatPromptTemplate.from_messages([("human", "{context}\n\n{question}")])
    chain = (
        {"context": retriever | context, "question": RunnablePassthrough()}
        | prompt
        | FakeListChatModel(responses=["89%"])
        | StrOutputParser()
    )
    assert chain.invoke("Thu ngân sách quận đạt 89% dự toán") == "89%"
    assert any("89%" in text for text in seen)


def test_the_vector_store_searches_with_filters(library: Library) -> None:
    store = HoidapVectorStore(library)
    ((document, score),) = store.similarity_search_with_score("Trường học", k=1, filters=Filters(files=("ba-dinh.md",)))
    assert document.metadata["file"] == "ba-dinh.md"
    assert 0 < score <= 1.001
    assert store.as_retriever(search_kwargs={"k": 3}).invoke("Chợ hoa mở cửa sớm")[0].metadata["title"]
    assert len(store.embeddings.embed_query("thu")) == HashEmbedder.dimension
    with pytest.raises(NotImplementedError, match="ingest"):
        store.add_texts(["a"])
