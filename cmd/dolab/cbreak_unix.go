//go:build linux || darwin

package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// cbreak makes a terminal pass on keys one by one, without showing them. Signals and output stay as they are. The func
// that cbreak returns restores the terminal, and so does a signal that ends or stops the process.
//
// cbreak fails if f is not a terminal, or if this process is not in its foreground.
func cbreak(f *os.File) (restore func(), err error) {
	fd := int(f.Fd())
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return nil, err
	}
	if group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP); err != nil || group != unix.Getpgrp() {
		return nil, unix.ENOTTY
	}
	during := *before
	during.Lflag &^= unix.ICANON | unix.ECHO
	during.Cc[unix.VMIN], during.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(fd, setTermios, &during); err != nil {
		return nil, err
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, unix.SIGTSTP, unix.SIGHUP, unix.SIGQUIT)
	over := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				_ = unix.IoctlSetTermios(fd, setTermios, before)
				if s == unix.SIGTSTP {
					_ = unix.Kill(unix.Getpid(), unix.SIGSTOP)
					_ = unix.IoctlSetTermios(fd, setTermios, &during) // The process goes on.
					continue
				}
				signal.Reset(s)
				_ = unix.Kill(unix.Getpid(), s.(syscall.Signal))
			case <-over:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(over)
		_ = unix.IoctlSetTermios(fd, setTermios, before)
	}, nil
}
