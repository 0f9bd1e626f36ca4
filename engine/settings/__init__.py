"""What is set up and not drawn: the account, forms, the installation, and the files in which they are kept."""
