"""Development tools: a private bench, the demo, the test runs. Standard library only; not shipped."""
