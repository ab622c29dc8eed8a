package storm

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"dolab/durable"
)

// design is how clients come back.
type design struct {
	name     string
	backoff  bool
	resume   bool
	gap      bool // the room awaits between reading the rest and accepting
	watchful bool // a client does not rely on hearing of a loss
}

func (d design) Label() string { return d.name }

var designs = []design{
	{name: "naive"},
	{name: "backoff", backoff: true},
	{name: "resume", backoff: true, resume: true},
	{name: "resume-gap", backoff: true, resume: true, gap: true},
	{name: "watchful", backoff: true, resume: true, watchful: true},
}

// room keeps messages and sends them to everybody.
type room struct {
	st     *durable.State
	design design
}

func key(n int) string { return fmt.Sprintf("m:%06d", n) }

// Post keeps message n and sends it. One that is kept already is not sent again.
func (r *room) Post(n int) error {
	found, err := r.st.Storage.KV().Has(key(n))
	if err != nil || found {
		return err
	}
	if err := r.st.Storage.KV().Put(key(n), n); err != nil {
		return err
	}
	for _, ws := range r.st.WebSockets() {
		if err := ws.SendText(strconv.Itoa(n)); err != nil {
			return err
		}
	}
	return nil
}

// admission is how long the room checks who comes, in the design with a gap.
const admission = 500 * time.Millisecond

// Fetch accepts a socket and sends it what it has missed: all messages behind the one that its path names.
func (r *room) Fetch(req *http.Request) (*http.Response, error) {
	last, err := strconv.Atoi(req.URL.Path[1:])
	if err != nil {
		return nil, err
	}
	var missed []int
	if r.design.resume {
		for e, err := range r.st.Storage.KV().List(durable.ListOptions{StartAfter: key(last), Prefix: "m:"}) {
			if err != nil {
				return nil, err
			}
			var n int
			if err := e.Read(&n); err != nil {
				return nil, err
			}
			missed = append(missed, n)
		}
	}
	if r.design.gap {
		r.st.Sleep(admission)
	}
	client, server := durable.NewWebSocketPair()
	if err := r.st.AcceptWebSocket(server); err != nil {
		return nil, err
	}
	for _, n := range missed {
		if err := server.SendText(strconv.Itoa(n)); err != nil {
			return nil, err
		}
	}
	return durable.Upgrade(client), nil
}
