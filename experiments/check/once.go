package check

import (
	"fmt"
	"time"
)

// Effect is something done outside the object, where a crash of it takes nothing back: a mail sent, a card charged.
type Effect struct {
	Key string // what it was done for
	At  time.Time
}

// Once holds effects against the promise that each came about once: none twice, however often its handler ran, and
// each that was acknowledged. Who does an effect is told what it is for, if the multiplexer says so, and does it once
// for each thing that it is told.
func Once(effects []Effect, acked []string) []Violation {
	var found []Violation
	first := map[string]time.Time{}
	for _, e := range effects {
		if at, again := first[e.Key]; again {
			note := fmt.Sprintf("%s, at %s and %s", e.Key, clock(at), clock(e.At))
			found = append(found, Violation{"once", "an effect came about twice", note})
			continue
		}
		first[e.Key] = e.At
	}
	for _, key := range acked {
		if _, some := first[key]; !some {
			found = append(found, Violation{"once", "what was acknowledged never came about", key})
		}
	}
	return found
}
