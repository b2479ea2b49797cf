"""What programs talk to: REST under /api, the OpenAI form under /v1, MCP under /mcp, and what watches the server."""
