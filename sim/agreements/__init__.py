"""What shop and agency agree on: document, workflow, hash chain, receipt."""
