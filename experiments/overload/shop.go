package overload

import (
	"time"

	"dolab/durable"
	"dolab/experiments"
)

// design is how clients try again, and whether the platform bounds the queue.
type design struct {
	name    string
	backoff bool
	limited bool
}

func (d design) Label() string { return d.name }

var designs = []design{
	{"naive", false, false},
	{"backoff", true, false},
	{"naive-limited", false, true},
	{"backoff-limited", true, true},
}

// The phases of a world.
const (
	stallAt  = 20 * time.Second
	stallFor = 10 * time.Second
	after    = 90 * time.Second // from the stall's end until clients stop
	think    = time.Second      // between a client's calls
)

// The client's backoff (docs, Error handling).
const (
	pauseMin = 100 * time.Millisecond
	pauseMax = 20 * time.Second
)

// atOnce is what a client that tries again at once takes for it. Without it a refusal that takes no time, as on the
// profile ideal, would be followed by the next one at the same instant, for ever.
const atOnce = 10 * time.Millisecond

// shop serves calls.
type shop struct {
	st      *durable.State
	service time.Duration
	served  *int
}

// Buy is a call: it keeps everything else out while it is served, as computing does.
func (s *shop) Buy() error {
	*s.served++
	return s.busy(s.service)
}

// Stall is a call that takes long.
func (s *shop) Stall() error { return s.busy(stallFor) }

func (s *shop) busy(d time.Duration) error {
	return s.st.BlockConcurrencyWhile(func() error {
		s.st.Sleep(d)
		return nil
	})
}

// client makes one call after the other, each as often as it takes, until the world's end.
func (c *Cell) client(lab *experiments.Lab, ns *durable.Namespace, d design, timeout time.Duration, end time.Time) {
	lab.Sleep(time.Duration(lab.Choose("overload.phase", int(think/time.Millisecond))) * time.Millisecond)
	stub := ns.GetByName("a")
	for lab.Now().Before(end) {
		c.Calls++
		begun := lab.Now()
		for pause := pauseMin; lab.Now().Before(end); pause = min(2*pause, pauseMax) {
			c.Attempts++
			err := lab.Within(timeout, func() error {
				_, err := stub.Call("Buy")
				return err
			})
			if err == nil {
				c.Useful++
				c.took(lab.Now().Sub(begun))
				break
			}
			c.failed(lab, err)
			if d.backoff {
				lab.Sleep(pause/2 + pause/2*time.Duration(lab.Choose("overload.jitter", 101))/100)
				stub = ns.GetByName("a")
			} else {
				lab.Sleep(atOnce)
			}
		}
		lab.Sleep(think)
	}
}
