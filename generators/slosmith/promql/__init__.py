"""PromQL: what we write as a tree, and what users wrote, parsed to be judged."""
