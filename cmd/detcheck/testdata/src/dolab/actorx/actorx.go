package actorx

import "time"

var now = time.Now
