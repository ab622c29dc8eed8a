package actor

import "time"

var now = time.Now // want `time.Now leaks`
