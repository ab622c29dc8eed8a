// Package doors uses every door of its rule.
package doors

import (
	"context"
	"log"
	"log/slog"
	"net/http"
	"time"
)

var (
	_ = time.Now                  // want `time\.Now .*\(clock\)`
	_ = time.Since                // want `time\.Since .*\(clock\)`
	_ = time.Until                // want `time\.Until .*\(clock\)`
	_ = time.Sleep                // want `time\.Sleep .*\(clock\)`
	_ = time.After                // want `time\.After .*\(clock\)`
	_ = time.AfterFunc            // want `time\.AfterFunc .*\(clock\)`
	_ = time.Tick                 // want `time\.Tick .*\(clock\)`
	_ = time.NewTimer             // want `time\.NewTimer .*\(clock\)`
	_ = time.NewTicker            // want `time\.NewTicker .*\(clock\)`
	_ = context.WithTimeout       // want `context\.WithTimeout .*\(clock\)`
	_ = context.WithTimeoutCause  // want `context\.WithTimeoutCause .*\(clock\)`
	_ = context.WithDeadline      // want `context\.WithDeadline .*\(clock\)`
	_ = context.WithDeadlineCause // want `context\.WithDeadlineCause .*\(clock\)`
	_ = http.TimeoutHandler       // want `http\.TimeoutHandler .*\(clock\)`
	_ = log.Default               // want `log\.Default .*\(clock\)`
	_ = log.Fatal                 // want `log\.Fatal .*\(clock\)`
	_ = log.Fatalf                // want `log\.Fatalf .*\(clock\)`
	_ = log.Fatalln               // want `log\.Fatalln .*\(clock\)`
	_ = log.Output                // want `log\.Output .*\(clock\)`
	_ = log.Panic                 // want `log\.Panic .*\(clock\)`
	_ = log.Panicf                // want `log\.Panicf .*\(clock\)`
	_ = log.Panicln               // want `log\.Panicln .*\(clock\)`
	_ = log.Print                 // want `log\.Print .*\(clock\)`
	_ = log.Printf                // want `log\.Printf .*\(clock\)`
	_ = log.Println               // want `log\.Println .*\(clock\)`
	_ = slog.Debug                // want `slog\.Debug .*\(clock\)`
	_ = slog.DebugContext         // want `slog\.DebugContext .*\(clock\)`
	_ = slog.Default              // want `slog\.Default .*\(clock\)`
	_ = slog.Error                // want `slog\.Error .*\(clock\)`
	_ = slog.ErrorContext         // want `slog\.ErrorContext .*\(clock\)`
	_ = slog.Info                 // want `slog\.Info .*\(clock\)`
	_ = slog.InfoContext          // want `slog\.InfoContext .*\(clock\)`
	_ = slog.Log                  // want `slog\.Log .*\(clock\)`
	_ = slog.LogAttrs             // want `slog\.LogAttrs .*\(clock\)`
	_ = slog.Warn                 // want `slog\.Warn .*\(clock\)`
	_ = slog.WarnContext          // want `slog\.WarnContext .*\(clock\)`
)
