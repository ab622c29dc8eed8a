package tests

import "time"

var now = time.Now // want `time.Now leaks`
