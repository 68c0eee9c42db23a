"""Parts of pages: given finished words and numbers, they draw; nothing more."""
