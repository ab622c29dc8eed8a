package checkout

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
)

// Cell is what became of one order at each strike, for one design and one kind of client.
type Cell struct {
	Design     string `json:"design"`
	Client     string `json:"client"`
	Strikes    int    `json:"strikes"`
	Consistent int    `json:"consistent"`
	Double     int    `json:"double"`     // stock or money taken twice
	Half       int    `json:"half"`       // one of them taken, and not the other
	Unfinished int    `json:"unfinished"` // both taken, and the order does not know
	Paid       int    `json:"paid"`       // consistent and done
	Diagnosis  string `json:"diagnosis"`

	worst []outcome // at which strikes it was not consistent
}

// outcome is a world's end.
type outcome struct {
	strike   string
	reserved int
	charged  int
	done     bool
}

func (o outcome) consistent() bool {
	if o.done {
		return o.reserved == 1 && o.charged == 1
	}
	return o.reserved == 0 && o.charged == 0
}

func (o outcome) String() string {
	state := "open"
	if o.done {
		state = "done"
	}
	return fmt.Sprintf("%s: reserved %d, charged %d, %s", o.strike, o.reserved, o.charged, state)
}

// strikes are the kinds of trouble; the number of the occasion comes in.
var strikes = []string{
	"object.turn Order/* nth=%d reset=L3",
	"commit Order/* nth=%d crash",
	"commit.durable Order/* nth=%d reset=L3",
}

// strikesMax bounds the occasions of a kind.
const strikesMax = 100

// The clients.
const (
	retrying = "retrying"
	leaving  = "leaving"
)

// The retrying client's numbers, and how long a world is given to settle.
const (
	attemptsMax = 5
	pause       = time.Second
	settle      = time.Hour
)

// measure strikes at every occasion there is.
func measure(r *experiments.Run, d design, client string) (Cell, error) {
	c := Cell{Design: d.name, Client: client}
	for _, kind := range strikes {
		for n := 1; ; n++ {
			if n > strikesMax {
				return c, fmt.Errorf("%s, %s: more than %d occasions for %q", d.name, client, strikesMax, kind)
			}
			o, struck, err := try(r, d, client, fmt.Sprintf(kind, n))
			if err != nil {
				return c, fmt.Errorf("%s, %s, %s: %w", d.name, client, o.strike, err)
			}
			if !struck {
				break
			}
			c.count(o)
		}
	}
	c.Diagnosis = c.diagnose()
	return c, nil
}

// try is one world with one strike, and whether that had its occasion.
func try(r *experiments.Run, d design, client, strike string) (o outcome, struck bool, err error) {
	o.strike = strike
	plan, err := platform.NewPlan(strike)
	if err != nil {
		return o, false, err
	}
	lab := r.Lab(durable.WithFaults(plan))
	defer lab.Close()
	orders, err := declare(lab, d)
	if err != nil {
		return o, false, err
	}
	pay := func() {
		for n := range attemptsMax {
			_, err := orders.GetByName("1").Call("Pay")
			if err == nil || client == leaving {
				return
			}
			lab.Sleep(pause << n)
		}
	}
	if err := errors.Join(lab.Do("client", pay), lab.Advance(settle)); err != nil {
		return o, false, err
	}
	struck = plan.Struck()[0] > 0
	if err := lab.Objects.SetFaults(nil); err != nil {
		return o, false, err
	}
	err = o.read(lab)
	return o, struck, err
}

func declare(lab *experiments.Lab, d design) (*durable.Namespace, error) {
	for _, name := range []string{"Stock", "Bank"} {
		_, err := lab.Objects.Namespace(durable.Class{Name: name, New: func(st *durable.State) (durable.Object, error) {
			return &ledger{st}, nil
		}})
		if err != nil {
			return nil, err
		}
	}
	return lab.Objects.Namespace(durable.Class{Name: "Order", New: func(st *durable.State) (durable.Object, error) {
		return &order{st, d}, nil
	}})
}

// read asks all three objects for their end of the story.
func (o *outcome) read(lab *experiments.Lab) error {
	var errs [3]error
	o.reserved, errs[0] = durable.Call[int](lab.Objects.Lookup("Stock").GetByName("a"), "Taken")
	o.charged, errs[1] = durable.Call[int](lab.Objects.Lookup("Bank").GetByName("a"), "Taken")
	o.done, errs[2] = durable.Call[bool](lab.Objects.Lookup("Order").GetByName("1"), "Done")
	return errors.Join(errs[:]...)
}

func (c *Cell) count(o outcome) {
	c.Strikes++
	switch {
	case o.consistent():
		c.Consistent++
		if o.done {
			c.Paid++
		}
		return
	case o.reserved > 1 || o.charged > 1:
		c.Double++
	case o.reserved != o.charged:
		c.Half++
	default:
		c.Unfinished++
	}
	c.worst = append(c.worst, o)
}

// diagnose says in one line what went wrong, "" where nothing did.
func (c *Cell) diagnose() string {
	if len(c.worst) == 0 {
		return ""
	}
	var parts []string
	for _, x := range []struct {
		n    int
		what string
	}{{c.Double, "taken twice"}, {c.Half, "half done"}, {c.Unfinished, "taken and not known of"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	return fmt.Sprintf("of %d strikes %s; the first: %v", c.Strikes, strings.Join(parts, ", "), c.worst[0])
}
