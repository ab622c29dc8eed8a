package examples

import (
	"dolab/experiments/examples/chatroom"
	"dolab/experiments/examples/jobqueue"
	"dolab/experiments/examples/ratelimiter"
	"dolab/experiments/examples/saga"
	"dolab/experiments/search"
)

// Subjects are the examples for a hunt, each right and then broken.
func Subjects() []search.Subject {
	var list []search.Subject
	for _, example := range []func(broken bool) *search.Subject{
		chatroom.Subject, ratelimiter.Subject, jobqueue.Subject, saga.Subject,
	} {
		list = append(list, *example(false), *example(true))
	}
	return list
}
