package admin

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"dolab/durable"
)

// Acted is what a verb has done.
type Acted struct {
	Objects []string `json:"objects"`           // it has acted on
	Refused []string `json:"refused,omitempty"` // the others, each with the reason
}

// act calls do for an object or, without a name, for each object that all selects.
func (a *Admin) act(
	ctx context.Context, who string, all func(*durable.Runtime) ([]*durable.Stub, error),
	do func(*durable.Runtime, *durable.Stub) error,
) (Acted, error) {
	if who != "" {
		return askObject(ctx, a, who, func(rt *durable.Runtime, s *durable.Stub) (Acted, error) {
			if err := do(rt, s); err != nil {
				return Acted{}, &Error{http.StatusConflict, "", err.Error()}
			}
			return Acted{Objects: []string{s.Label()}}, nil
		})
	}
	lists, err := askAll(ctx, a, func(rt *durable.Runtime) (done Acted, err error) {
		list, err := all(rt)
		if err != nil {
			return done, err
		}
		for _, s := range list {
			switch err := do(rt, s); {
			case err == nil:
				done.Objects = append(done.Objects, s.Label())
			case !errors.Is(err, durable.ErrNotRunning): // Such an object has left memory since.
				done.Refused = append(done.Refused, s.Label()+": "+err.Error())
			}
		}
		return done, nil
	})
	done := Acted{Objects: []string{}}
	for _, d := range lists {
		done.Objects, done.Refused = append(done.Objects, d.Objects...), append(done.Refused, d.Refused...)
	}
	return done, err
}

// running selects the objects that are in memory.
func running(rt *durable.Runtime) ([]*durable.Stub, error) {
	return rt.Select(func(g durable.Gauges) bool { return g.Running > 0 }), nil
}

// known selects all objects, those in files of earlier runs included.
func known(rt *durable.Runtime) (list []*durable.Stub, err error) {
	for _, ns := range rt.Namespaces() {
		ids, err := ns.All()
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			list = append(list, ns.Get(id))
		}
	}
	return list, nil
}

// Evict takes an object out of memory, as idleness does, or without a name each quiet object.
func (a *Admin) Evict(ctx context.Context, who string) (Acted, error) {
	return a.act(ctx, who, running, (*durable.Runtime).Evict)
}

// Crash ends the machine that an object runs on, or without a name those of all objects.
func (a *Admin) Crash(ctx context.Context, who string) (Acted, error) {
	return a.act(ctx, who, running, (*durable.Runtime).Crash)
}

// Deploy resets an object, or without a name each object in memory, as a deploy of its code does.
func (a *Admin) Deploy(ctx context.Context, who string) (Acted, error) {
	return a.act(ctx, who, running, (*durable.Runtime).Deploy)
}

// Clear empties the storage of an object, or without a name of all, those in files of earlier runs included.
func (a *Admin) Clear(ctx context.Context, who string) (Acted, error) {
	return a.act(ctx, who, known, (*durable.Runtime).Clear)
}

// next is the object of a world whose alarm rings first.
type next struct {
	who string // its class and its ID; "" for none
	at  time.Time
}

// Fire lets an alarm ring now: that of an object, or without a name the next one.
func (a *Admin) Fire(ctx context.Context, who string) (Acted, error) {
	if who == "" {
		list, err := askAll(ctx, a, func(rt *durable.Runtime) (n next, err error) {
			s := rt.NextAlarm()
			if s == nil {
				return n, nil
			}
			class, _, _ := strings.Cut(s.Label(), "/")
			seen, err := rt.Look(s)
			return next{class + "/" + s.ID().String(), seen.Manager.Next}, err
		})
		if err != nil {
			return Acted{}, err
		}
		list = slices.DeleteFunc(list, func(n next) bool { return n.who == "" })
		if len(list) == 0 {
			return Acted{}, &Error{Status: http.StatusConflict, Message: "no alarm is set"}
		}
		who = slices.MinFunc(list, func(x, y next) int { return x.at.Compare(y.at) }).who
	}
	return askObject(ctx, a, who, func(rt *durable.Runtime, s *durable.Stub) (Acted, error) {
		fired, err := rt.FireAlarm(s)
		if err == nil && !fired {
			err = &Error{Status: http.StatusConflict, Message: "the alarm manager has no alarm of " + s.Label() + " that waits"}
		}
		return Acted{Objects: []string{s.Label()}}, err
	})
}

// Exit stops the server gracefully.
func (a *Admin) Exit() error {
	if a.o.Exit == nil {
		return &Error{Status: http.StatusConflict, Message: "this server cannot be ended from here"}
	}
	a.o.Exit()
	return nil
}
