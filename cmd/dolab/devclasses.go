package main

import (
	"dolab/durable"
	"dolab/experiments/examples/chatroom"
	"dolab/experiments/examples/jobqueue"
	"dolab/experiments/examples/ratelimiter"
	"dolab/experiments/examples/saga"
	"dolab/experiments/specimens"
)

// builtIn are the classes in Go that dev serves without a project: those of the examples, and the objects of the
// experiments that host a multiplexer, named after it.
func builtIn() []durable.Class {
	list := []durable.Class{
		chatroom.Class(false), ratelimiter.Class(false), ratelimiter.PlansClass(), jobqueue.Class(false), jobqueue.MailerClass(),
		saga.Class(false), saga.StockClass(), saga.BankClass(),
	}
	for _, s := range specimens.All() {
		list = append(list, specimens.Class(s.Name, s, nil))
	}
	return list
}
