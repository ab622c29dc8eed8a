package lostreply

import (
	"errors"
	"time"

	"dolab/durable"
	"dolab/experiments"
)

// The client's numbers.
const (
	attemptsMax = 30
	timeout     = 5 * time.Second // of an attempt
	pauseMin    = 100 * time.Millisecond
	pauseMax    = 20 * time.Second
)

// outcome is what the client of one order knows.
type outcome struct {
	order    string
	attempts int
	errors   int // attempts that ended with an error
	silent   int // attempts that nobody answered
	answered bool
}

// charge makes one charge, and makes it again as the design says: with a fresh stub, after a pause that doubles and of
// which chance takes a part (docs, Error handling).
func (o *outcome) charge(lab *experiments.Lab, ns *durable.Namespace, d design) {
	pause := pauseMin
	for o.attempts < attemptsMax {
		o.attempts++
		err := lab.Within(timeout, func() error {
			_, err := ns.GetByName("a").Call("Charge", o.order)
			return err
		})
		switch {
		case err == nil:
			o.answered = true
			return
		case errors.Is(err, durable.ErrTimeout):
			o.silent++
		default:
			o.errors++
		}
		if !d.retry {
			return
		}
		lab.Sleep(pause/2 + pause/2*time.Duration(lab.Choose("lostreply.jitter", 101))/100)
		pause = min(2*pause, pauseMax)
	}
}
