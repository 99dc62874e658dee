"""What a person sees: renderables and prompts. Never decides, never stores."""
