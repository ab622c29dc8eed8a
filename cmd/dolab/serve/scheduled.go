package serve

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// scheduledPaths are the local endpoints of the reference runtime that run the scheduled handler of a Worker.
var scheduledPaths = map[string]bool{"/cdn-cgi/handler/scheduled": true, "/__scheduled": true}

// scheduled runs the scheduled handler: ?cron= is its trigger, ?time= its time in milliseconds, by default now.
func (x *exchange) scheduled() {
	at, query := time.Now(), x.q.URL.Query()
	if text := query.Get("time"); text != "" {
		ms, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			x.fail(http.StatusBadRequest, "time=%.100s: want milliseconds since 1970", text)
			return
		}
		at = time.UnixMilli(ms)
	}
	err := x.s.places[0].do(context.Background(), func() error { return x.s.app.Scheduled(at, query.Get("cron")) })
	if err != nil {
		x.fail(http.StatusInternalServerError, "exception")
		return
	}
	x.status = http.StatusOK
	x.deadline()
	_, _ = fmt.Fprint(x.w, "ok")
}
