"""What people and programs touch: command line, web, API. Only here do ingest and assistant meet."""
