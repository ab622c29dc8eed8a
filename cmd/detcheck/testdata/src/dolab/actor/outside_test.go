package actor_test

import "time"

var later = time.Now
