"""The local cloud: the synthesised `Core` stack on MiniStack, a local AWS in one Python process."""
