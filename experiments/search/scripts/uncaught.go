package scripts

import (
	"strings"

	"dolab/durable/worker"
)

// uncaught is what is wrong where an error leaves the code of an event and nothing has gone wrong in the world.
var uncaught = map[string]string{
	"alarm":     "the alarm handler throws, though nothing had gone wrong",
	"construct": "the constructor throws, though nothing had gone wrong",
	"socket":    "a WebSocket handler throws, though nothing had gone wrong",
	"worker":    "the Worker's handler throws, though nothing had gone wrong",
	"rejection": "a rejection is not handled, though nothing had gone wrong",
	"waitUntil": "a promise of waitUntil is rejected, though nothing had gone wrong",
}

// threw takes note of an error that has left the Worker's code.
func (p *play) threw(e worker.Thrown) {
	if from := p.last[e.Err.Message]; e.Place != "" && (from == "" || !e.Remote) {
		p.last[e.Err.Message] = e.Place
	}
	p.errors++
	text, wrong := uncaught[e.Event]
	if wrong && !e.Remote && p.w.Explained() {
		p.metThrown(e)
	}
	if !wrong || e.Remote || !p.w.Calm() || p.w.Ended() || strings.HasPrefix(e.Err.Message, noNetwork) {
		return
	}
	note := e.Who + ": " + e.Err.Error()
	if e.Place != "" {
		note += ", at " + e.Place
	}
	p.w.Violate("uncaught", text, note)
}
