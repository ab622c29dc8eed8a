package search

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"dolab/actor"
)

// Deed is one thing that clients can do: its name, its fields, and what it does.
type Deed struct {
	// Name is what Operation.Do says. Any name will do but those of what happens to objects: Evict, Crash, Restart.
	Name string
	// Do does an operation for a client, on a coroutine of the client's, and returns once it is answered. An error of the
	// platform is a violation as long as nothing has gone wrong. The function Do makes one of a method.
	Do func(*Client, Operation) error
	// Fields are the fields of its operations beside At, Client and Do. Another field in a scenario is an error.
	Fields Fields
	Odds   int // how often it is drawn, against the others; 0: 1

	// Check refuses operations whose fields make no sense together; nil: none.
	Check func(Operation) error
	// Unasked reports that no client does an operation: objects do it by themselves. Nil: clients do all.
	Unasked func(Operation) bool
	// Blocks: it calls blockConcurrencyWhile for so long that the platform may reset the object, which is then no
	// violation.
	Blocks bool
}

// Do makes a Deed's Do of a method of the Play that the subject's Open returns: Do((*play).buy).
func Do[P any](do func(p P, c *Client, o Operation) error) func(*Client, Operation) error {
	return func(c *Client, o Operation) error {
		p, is := c.w.t.play.(P)
		if !is {
			return fmt.Errorf("%w: deed %s is a method of %v, and Open returned %T",
				ErrSubject, o.Do, reflect.TypeFor[P](), c.w.t.play)
		}
		return do(p, c, o)
	}
}

// draw draws the fields of an operation.
func (d *Deed) draw(c actor.Chooser, o *Operation) {
	for _, f := range d.Fields {
		f.draw(c, o)
	}
}

// check holds a deed to what can be drawn and run.
func (d *Deed) check() error {
	switch {
	case slices.ContainsFunc(platform, func(p Deed) bool { return p.Name == d.Name }):
		return errors.New("that is what happens to objects by itself: take another name")
	case d.Do == nil:
		return errors.New("it has no Do")
	case d.Odds < 0:
		return fmt.Errorf("it has Odds %d: they are from 0", d.Odds)
	}
	return d.Fields.check()
}
