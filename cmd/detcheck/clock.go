package main

const (
	readsClock  = "leaks the machine's clock into a world: use World.Now"
	waitsClock  = "waits for the machine's clock: use World.After, or World.Sleep in a coroutine"
	stampsClock = "stamps what it writes with the machine's clock: use World.Trace, or return an error"
)

var clockDoors = doors{
	"time.Now":       readsClock,
	"time.Since":     readsClock,
	"time.Until":     readsClock,
	"time.Sleep":     waitsClock,
	"time.After":     waitsClock,
	"time.AfterFunc": waitsClock,
	"time.Tick":      waitsClock,
	"time.NewTimer":  waitsClock,
	"time.NewTicker": waitsClock,

	"context.WithTimeout":       limitsByClock,
	"context.WithTimeoutCause":  limitsByClock,
	"context.WithDeadline":      limitsByClock,
	"context.WithDeadlineCause": limitsByClock,
	"net/http.TimeoutHandler":   limitsByClock,

	// A log.New or a slog.Handler without times is fine; what goes through the default loggers is not.
	"log.Default":           stampsClock,
	"log.Fatal":             stampsClock,
	"log.Fatalf":            stampsClock,
	"log.Fatalln":           stampsClock,
	"log.Output":            stampsClock,
	"log.Panic":             stampsClock,
	"log.Panicf":            stampsClock,
	"log.Panicln":           stampsClock,
	"log.Print":             stampsClock,
	"log.Printf":            stampsClock,
	"log.Println":           stampsClock,
	"log/slog.Debug":        stampsClock,
	"log/slog.DebugContext": stampsClock,
	"log/slog.Default":      stampsClock,
	"log/slog.Error":        stampsClock,
	"log/slog.ErrorContext": stampsClock,
	"log/slog.Info":         stampsClock,
	"log/slog.InfoContext":  stampsClock,
	"log/slog.Log":          stampsClock,
	"log/slog.LogAttrs":     stampsClock,
	"log/slog.Warn":         stampsClock,
	"log/slog.WarnContext":  stampsClock,
}
