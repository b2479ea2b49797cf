"""What can go wrong between a model's name and its vectors."""


class EmbeddingError(RuntimeError):
    """An embedding model cannot be found, built or served; the message is one line for the user."""
