package worker

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"

	"dolab/durable"
)

// Answer is a canned answer to what the Worker fetches from outside the world.
type Answer struct {
	// Request is a URL, with a method before it or without: "POST https://api.example.com/v1/*". A * at its end stands
	// for any rest.
	Request string
	Status  int // 0 for 200
	Header  http.Header
	Body    string

	// Socket is an answer that accepts a WebSocket: the server sends Messages at once, answers each message with the next
	// of Replies, and closes with code 1000 behind the last one.
	Socket            bool
	Messages, Replies []string
}

// WithAnswers lets a table answer what the Worker fetches from outside the world: the first entry that fits. A
// request that no entry fits goes to WithOutside.
func WithAnswers(list ...Answer) Option {
	return func(a *app) { a.answers = append(a.answers, list...) }
}

// codeNormal is the code of the close frame by which a server ends a connection.
const codeNormal = 1000

// fits reports whether the answer is that of a request.
func (x Answer) fits(q *http.Request) bool {
	pattern := x.Request
	if method, rest, found := strings.Cut(pattern, " "); found {
		if !strings.EqualFold(method, q.Method) {
			return false
		}
		pattern = strings.TrimSpace(rest)
	}
	url := q.URL.String()
	if x.Socket && strings.HasPrefix(pattern, "ws") { // A fetch of one has its scheme as http.
		pattern = "http" + strings.TrimPrefix(pattern, "ws")
	}
	if prefix, open := strings.CutSuffix(pattern, "*"); open {
		return strings.HasPrefix(url, prefix)
	}
	return url == pattern || url == pattern+"/"
}

// response is the answer as the Worker gets it.
func (x Answer) response(rt *durable.Runtime, q *http.Request) *http.Response {
	if x.Socket {
		return x.socket(rt, q)
	}
	status := x.Status
	if status == 0 {
		status = http.StatusOK
	}
	h := x.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(bytes.NewReader([]byte(x.Body))), ContentLength: int64(len(x.Body)),
	}
}

// socket is the answer of a server that accepts a WebSocket.
func (x Answer) socket(rt *durable.Runtime, q *http.Request) *http.Response {
	replies := x.Replies
	resp, ws := rt.AnswerWebSocket(q.URL.Host, func(ws *durable.WebSocket, e durable.SocketEvent) {
		switch {
		case e.Handler == durable.HandlerClose:
			_ = ws.Close(sent(e.Code), e.Reason)
		case e.Handler != durable.HandlerMessage:
		case len(replies) > 0:
			_ = ws.SendText(replies[0])
			if replies = replies[1:]; len(replies) == 0 {
				_ = ws.Close(codeNormal, "")
			}
		}
	})
	if x.Header != nil {
		resp.Header = x.Header.Clone()
	}
	for _, text := range x.Messages {
		_ = ws.SendText(text)
	}
	return resp
}
