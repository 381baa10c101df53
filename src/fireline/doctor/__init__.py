"""What `fireline check` looks at: the machine, the credentials, the workspace. It changes nothing."""
