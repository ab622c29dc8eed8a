package durable

import (
	"errors"
	"io"
	"net/http"
)

// ErrReaderClosed is what a Write returns when the reader has closed the body before its end: the caller has closed the
// response's body, or the called object has answered without reading the request's.
var ErrReaderClosed = errors.New("the reader has closed the body")

// streamBody is a body that streams and is not yet on its way: a StreamReader.
type streamBody interface {
	claim() error                                                     // checks that the running code may send it
	refuse()                                                          // closes one that cannot be sent
	discard()                                                         // closes one that has no receiver
	upload(s *Stub, what string) bodyTransfer                         // sends it as the body of a request
	respond(i *instance, ev *event, resp *http.Response) bodyTransfer // … of a response
}

// bodyTransfer is a body that streams and is on its way: a transfer.
type bodyTransfer interface {
	start()                           // lets the body follow its request or response
	arrive(i *instance) io.ReadCloser // hands it to the incarnation whose handler begins
	senderGone(reads, writes error)   // ends it for a reader and a writer
	unread(i *instance, err error)    // the incarnation reads no more of it
	broken(i *instance)               // the incarnation that sends or reads it has ended
	sent() bool                       // its end has left
}
