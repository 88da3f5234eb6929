"""The reading child: started, fed, watched and ended. What it reads is the business of the other packages."""
