package ratelimiter

import (
	"errors"
	"time"

	"dolab/durable"
)

// Plan is what a customer has paid for: Burst requests at once, and one more each Every milliseconds.
type Plan struct {
	Burst int
	Every int
}

// Limiter says who may do something now. It is a token bucket: each customer has an object, by name.
//
// In TypeScript this is class Limiter extends DurableObject. One object runs one event at a time, but only until it
// awaits something that is not storage: then the next event comes in.
type Limiter struct {
	st     *durable.State // this.ctx
	broken bool
}

// bucket is what is stored: how many tokens there were at a time.
type bucket struct {
	Tokens int
	At     time.Time
}

// Class declares limiters. Broken plants the bug: the limiter awaits between reading the bucket and writing it.
func Class(broken bool) durable.Class {
	return durable.Class{Name: "Limiter", New: func(st *durable.State) (durable.Object, error) {
		return &Limiter{st: st, broken: broken}, nil
	}}
}

// Take takes a token of the customer that the object is named after, and reports whether there was one.
func (l *Limiter) Take() (bool, error) {
	if l.broken {
		b, err := l.read()
		if err != nil {
			return false, err
		}
		plan, err := l.plan() // Wrong: other calls of Take come in here, and read the same bucket.
		if err != nil {
			return false, err
		}
		return l.take(b, plan)
	}
	plan, err := l.plan() // Ask first …
	if err != nil {
		return false, err
	}
	b, err := l.read() // … then read and write with nothing awaited in between. Storage lets nobody in.
	if err != nil {
		return false, err
	}
	return l.take(b, plan)
}

// plan asks another object what the customer has paid for: await env.PLANS.getByName("all").of(customer).
func (l *Limiter) plan() (Plan, error) {
	customer, _ := l.st.ID.Name()
	return durable.Call[Plan](l.st.Namespace("Plans").GetByName("all"), "Of", customer)
}

// read returns the bucket, the zero bucket for a customer who has never come.
func (l *Limiter) read() (bucket, error) {
	b, err := durable.Get[bucket](l.st.Storage.KV(), "bucket")
	if errors.Is(err, durable.ErrNoKey) {
		return bucket{}, nil
	}
	return b, err
}

// take fills the bucket with what has come since, takes one, and writes it. The answer leaves the object once that is
// durable: a crash cannot give the token back.
func (l *Limiter) take(b bucket, plan Plan) (bool, error) {
	b = b.fill(plan, l.st.Now())
	if b.Tokens == 0 {
		return false, nil
	}
	b.Tokens--
	return true, l.st.Storage.KV().Put("bucket", b)
}

// fill returns the bucket at a later time. It is arithmetic on what is stored: no timer runs, and nothing is lost with
// the memory. Part of a token stays with At.
func (b bucket) fill(plan Plan, now time.Time) bucket {
	every := time.Duration(plan.Every) * time.Millisecond
	if b.At.IsZero() {
		return bucket{plan.Burst, now}
	}
	earned := int(now.Sub(b.At) / every)
	if b.Tokens+earned >= plan.Burst {
		return bucket{plan.Burst, now}
	}
	return bucket{b.Tokens + earned, b.At.Add(time.Duration(earned) * every)}
}

// Plans keeps the plans of all customers.
type Plans struct{ st *durable.State }

// PlansClass declares the object that limiters ask.
func PlansClass() durable.Class {
	return durable.Class{Name: "Plans", New: func(st *durable.State) (durable.Object, error) { return &Plans{st}, nil }}
}

// Set changes a customer's plan.
func (p *Plans) Set(customer string, plan Plan) error { return p.st.Storage.KV().Put(customer, plan) }

// Of returns a customer's plan. Who has none gets three requests, and one more a minute.
func (p *Plans) Of(customer string) (Plan, error) {
	plan, err := durable.Get[Plan](p.st.Storage.KV(), customer)
	if errors.Is(err, durable.ErrNoKey) {
		return Plan{Burst: 3, Every: 60_000}, nil
	}
	return plan, err
}
