"""Every text that a language model is sent, one Markdown file each, per language."""
