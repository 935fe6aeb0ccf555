"""The pages, one module a kind. A page asks the desk, and hands records to a template."""
