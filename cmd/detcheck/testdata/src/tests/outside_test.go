package tests_test

import "time"

var now = time.Now // want `time.Now leaks`
