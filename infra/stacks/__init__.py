"""Three stacks: `Core` runs anywhere, `Inbound` needs SES receipt rules, `Edge` needs CloudFront."""
