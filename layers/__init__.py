"""What Lambdas import besides their own folder, and how it is bundled without Docker."""
