package actor

import "time"

var later = time.Now
