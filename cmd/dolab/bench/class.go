package bench

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"dolab/durable"
)

// object is the Go class of the benchmark. It does what the class of worker.js does.
type object struct{ st *durable.State }

func newObject(st *durable.State) (durable.Object, error) { return &object{st}, nil }

// class is the Go class as a runtime takes it.
func class() durable.Class { return durable.Class{Name: "Bench", New: newObject} }

// number returns the value of a key, 0 where there is none.
func (o *object) number(key string) (int64, error) {
	n, err := durable.Get[int64](o.st.Storage.KV(), key)
	if errors.Is(err, durable.ErrNoKey) {
		return 0, nil
	}
	return n, err
}

// add adds one to the value of a key.
func (o *object) add(key string) (int64, error) {
	n, err := o.number(key)
	if err != nil {
		return 0, err
	}
	return n + 1, o.st.Storage.KV().Put(key, n+1)
}

// Fetch answers /OPERATION/ARGUMENT, the rest of the path behind the class and the name.
func (o *object) Fetch(q *http.Request) (*http.Response, error) {
	operation, argument, _ := strings.Cut(strings.TrimPrefix(q.URL.Path, "/"), "/")
	switch operation {
	case "ping":
		return durable.Response(http.StatusOK, "pong"), nil
	case "add":
		n, err := o.add("n")
		return durable.Response(http.StatusOK, strconv.FormatInt(n, 10)), err
	case "get":
		n, err := o.number(argument)
		return durable.Response(http.StatusOK, strconv.FormatInt(n, 10)), err
	case "relay":
		name, _ := o.st.ID.Name()
		text, err := durable.Call[string](o.st.Namespace("Bench").GetByName(name+"-far"), "Pong")
		return durable.Response(http.StatusOK, text), err
	case "chain":
		ms, err := strconv.Atoi(argument)
		if err != nil {
			return nil, err
		}
		now := o.st.Now()
		err = o.st.Storage.KV().Put("until", now.Add(time.Duration(ms)*time.Millisecond).UnixMilli())
		return durable.Response(http.StatusOK, "set"), errors.Join(err, o.st.Storage.SetAlarm(now))
	case "due":
		ms, err := strconv.ParseInt(argument, 10, 64)
		if err != nil {
			return nil, err
		}
		return durable.Response(http.StatusOK, "set"), o.st.Storage.SetAlarm(time.UnixMilli(ms))
	case "late":
		list := late.take(argument == "reset")
		if argument == "count" {
			return durable.Response(http.StatusOK, strconv.Itoa(len(list))), nil
		}
		text, err := json.Marshal(list)
		return durable.Response(http.StatusOK, string(text)), err
	case "socket":
		client, server := durable.NewWebSocketPair()
		return durable.Upgrade(client), o.st.AcceptWebSocket(server)
	}
	return durable.Response(http.StatusNotFound, "unknown operation"), nil
}

// Pong answers a call of another object.
func (o *object) Pong() string { return "pong" }

// WebSocketMessage sends the message back.
func (o *object) WebSocketMessage(ws *durable.WebSocket, m durable.Message) error { return ws.Send(m) }

// WebSocketClose ends the handshake.
func (o *object) WebSocketClose(ws *durable.WebSocket, _ int, _ string, _ bool) error {
	return ws.Close(1000, "")
}

// Alarm counts. It sets the next alarm of a chain, or notes the time.
func (o *object) Alarm(info durable.AlarmInfo) error {
	until, err := o.number("until")
	if err != nil {
		return err
	}
	if _, err := o.add("rang"); err != nil {
		return err
	}
	now := o.st.Now()
	switch {
	case until == 0:
		late.note(now.UnixMilli())
	case now.UnixMilli() < until:
		next := info.ScheduledTime.Add(time.Millisecond)
		if now.After(next) {
			next = now
		}
		return o.st.Storage.SetAlarm(next)
	}
	return nil
}

// late are the times of alarms, as the global of worker.js: worlds of a process share it.
var late times

// times are times in milliseconds since the epoch.
type times struct {
	mu   sync.Mutex
	list []int64
}

func (t *times) note(ms int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, ms)
}

// take returns what was noted, and forgets it where reset is set.
func (t *times) take(reset bool) []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := t.list
	if reset {
		t.list = nil
	}
	return list
}
