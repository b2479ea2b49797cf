"""Documents that come in while the server runs: uploads and addresses, ingested one after another in the background."""
