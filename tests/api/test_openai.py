"""The OpenAI form, used by the official client and LangChain's chat model as they are."""

from __future__ import annotations

import pytest

from tests.api.conftest import SECRET, Running

openai = pytest.importorskip("openai", reason="the extra llm is not installed")
QUESTION = "Thu ngân sách 9 tháng năm 2031 của quận Mai Hồ đạt bao nhiêu?"


def client(running: Running, name: str = "lan") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{running.url}/v1", api_key=running.keys[name], max_retries=0, timeout=120)


def test_the_official_client_asks_and_streams(running: Running) -> None:
    asker = client(running)
    assert [model.id for model in asker.models.list()] == ["hoidap"]
    assert asker.models.retrieve("hoidap").owned_by == "hoidap"
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION}]
    whole = asker.chat.completions.create(model="hoidap", messages=messages, temperature=0.2)
    message = whole.choices[0].message
    assert "3.204 tỷ đồng" in message.content and "[1]" in message.content
    assert "Nguồn:" in message.content and "Quận Mai Hồ họp báo" in message.content
    extra = message.model_extra["hoidap"]
    assert " ".join(extra["citations"][0]["quote"].split()) in message.content
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens > 0
    options = {"include_usage": True}
    chunks = list(asker.chat.completions.create(model="hoidap", messages=messages, stream=True, stream_options=options))
    pieces = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(piece.content or "" for piece in pieces) == message.content
    assert pieces[-1].model_extra["hoidap"]["citations"] == extra["citations"]
    assert chunks[-1].usage.total_tokens == whole.usage.total_tokens


def test_a_follow_up_is_completed_from_the_messages(running: Running) -> None:
    asked = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "3.204 tỷ đồng [1]"},
        {"role": "user", "content": [{"type": "text", "text": "còn so với cùng kỳ thì sao?"}]},
    ]
    reply = client(running).chat.completions.create(model="hoidap", messages=asked)
    rewritten = reply.choices[0].message.model_extra["hoidap"]["rewritten"]
    assert "ngân sách" in rewritten and "cùng kỳ" in rewritten


def test_errors_are_the_client_s_own(running: Running) -> None:
    ask = [{"role": "user", "content": "a"}]
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(base_url=f"{running.url}/v1", api_key="sk-none", max_retries=0).models.list()
    with pytest.raises(openai.NotFoundError):
        client(running).chat.completions.create(model="gpt-4o", messages=ask)
    with pytest.raises(openai.UnprocessableEntityError):
        client(running).chat.completions.create(model="hoidap", messages=[{"role": "user", "content": " "}])
    with pytest.raises(openai.UnprocessableEntityError):
        client(running).chat.completions.create(model="hoidap", messages=[{"role": "system", "content": "a"}])
    with pytest.raises(openai.APIError):
        list(
            client(running).chat.completions.create(
                model="hoidap", messages=[*ask[:0], {"role": "user", "content": " "}], stream=True
            )
        )


def test_what_is_closed_stays_closed(running: Running) -> None:
    ask = [{"role": "user", "content": "Kho thuốc dự phòng chuyển sang phường nào?"}]
    seen = client(running, "vy").chat.completions.create(model="hoidap", messages=ask).choices[0].message
    assert "Hạ Lan" in seen.content
    hidden = client(running).chat.completions.create(model="hoidap", messages=ask).choices[0].message
    assert "Hạ Lan" not in hidden.model_dump_json()
    assert SECRET[:20] not in hidden.model_dump_json()


def test_langchain_s_chat_model_asks_and_streams(running: Running) -> None:
    from langchain_openai import ChatOpenAI

    chat = ChatOpenAI(model="hoidap", base_url=f"{running.url}/v1", api_key=running.keys["lan"], max_retries=0)
    whole = chat.invoke(QUESTION)
    assert "3.204 tỷ đồng" in whole.content
    assert whole.usage_metadata["total_tokens"] > 0
    assert "".join(piece.content for piece in chat.stream(QUESTION)) == whole.content
