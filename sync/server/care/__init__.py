"""What keeps a township: backups that open on another machine, bringing one back, looking it over, bringing it up."""
