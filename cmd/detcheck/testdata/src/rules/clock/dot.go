package clock

import . "time"

func dotted() Time {
	return Now() // want `time.Now leaks`
}
