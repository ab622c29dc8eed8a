package steps

import (
	"net/http"

	"dolab/durable/worker"
	"dolab/experiments/search"
)

// readAnswers reads the field outside: the answers to what the Worker fetches from outside the world.
func (s *Scenario) readAnswers(m *mapping) {
	for _, item := range m.list("outside") {
		x, err := mappingOf(&item, "an answer")
		if err != nil {
			m.keep(err)
			return
		}
		a := worker.Answer{Request: x.name("request"), Status: int(x.whole("status", 0, 599)), Body: x.text("body")}
		if a.Request == "" {
			x.fail(&item, "an answer has no request: a URL, with a method before it or without")
		}
		if f := x.field("status"); f != nil && a.Status < 200 {
			x.fail(f, "status: %d is not between 200 and 599", a.Status)
		}
		if h := x.field("headers"); h != nil {
			a.Header = http.Header{}
			for _, v := range h.Fields {
				if v.Value.Kind != search.NodeScalar {
					x.fail(&v.Value, "headers: %s: %s is not a string", v.Name, &v.Value)
				}
				a.Header.Add(v.Name, v.Value.Text)
			}
		}
		if x.field("json") != nil {
			a.Body = x.json("json")
		}
		a.Messages, a.Replies = x.texts("messages"), x.texts("replies")
		a.Socket = x.field("messages") != nil || x.field("replies") != nil
		s.Outside = append(s.Outside, a)
		m.keep(x.done())
	}
}
