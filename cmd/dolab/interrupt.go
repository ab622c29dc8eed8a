package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// errInterrupted: a signal ended the command before there was anything to show or to save.
var errInterrupted = errors.New("interrupted")

// stopGrace is how long a command has after a signal to save and show what it has found, unless app.grace says more.
const stopGrace = 900 * time.Millisecond

// listen makes an interrupt end the command soon: searches and worlds ask a.stopped. A second signal, or the end of
// the grace, ends the process at once. The func it returns ends the listening.
func (a *app) listen() (end func()) {
	signals := make(chan os.Signal, 2)
	over := make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-signals:
		case <-over:
			return
		}
		a.interrupted.Store(true)
		select {
		case <-signals:
		case <-time.After(max(stopGrace, time.Duration(a.grace.Load()))):
		case <-over:
			return
		}
		a.discardAll()
		if restore := a.terminal.Load(); restore != nil {
			(*restore)()
		}
		a.complain("dolab: interrupted; nothing is saved\n")
		os.Exit(exitSignal)
	}()
	return func() {
		signal.Stop(signals)
		close(over)
	}
}

// stopped reports whether the command has been interrupted.
func (a *app) stopped() bool { return a.interrupted.Load() }

// discardAll removes the files beside their targets.
func (a *app) discardAll() {
	a.filesLock.Lock()
	defer a.filesLock.Unlock()
	for _, f := range a.files {
		f.discard()
	}
}
