package durable

import (
	"errors"
	"fmt"

	"dolab/durable/clone"
)

const attachmentBytesMax = 16384 // [I6]

// ErrNoAttachment: DeserializeAttachment and Attachment of a socket that has none.
var ErrNoAttachment = errors.New("the websocket has no attachment")

// SerializeAttachment keeps a structured clone of v, at most 16384 bytes of it, with the socket in place of the
// one before. It survives hibernation and is no part of any transaction (semantics I6).
func (ws *WebSocket) SerializeAttachment(v any) error {
	if ws.obj != nil {
		ws.use("SerializeAttachment")
	}
	data, err := clone.Marshal(v)
	if err != nil {
		return cloneError(err)
	}
	return ws.SetAttachmentBytes(data)
}

// SetAttachmentBytes is SerializeAttachment of a value in the wire format, which is not looked at.
func (ws *WebSocket) SetAttachmentBytes(data []byte) error {
	if ws.obj != nil {
		ws.use("SerializeAttachment")
	}
	if n := len(data); n > attachmentBytesMax {
		const text = "A WebSocket 'attachment' cannot be larger than %d bytes.'attachment' was %d bytes."
		return plainError(fmt.Sprintf(text, attachmentBytesMax, n))
	}
	ws.attachment = data
	return nil
}

// AttachmentBytes returns the attachment in the wire format, in the socket's own memory; found is false where there is
// none.
func (ws *WebSocket) AttachmentBytes() (data []byte, found bool) {
	if ws.obj != nil {
		ws.use("DeserializeAttachment")
	}
	return ws.attachment, ws.attachment != nil
}

// DeserializeAttachment reads the attachment into what dst points to; ErrNoAttachment where there is none.
func (ws *WebSocket) DeserializeAttachment(dst any) error {
	data, found := ws.AttachmentBytes()
	if !found {
		return ErrNoAttachment
	}
	if err := clone.Unmarshal(data, dst); err != nil {
		return fmt.Errorf("attachment of a websocket: %w", err)
	}
	return nil
}

// Attachment returns the attachment as a T: the zero T and ErrNoAttachment where there is none.
func Attachment[T any](ws *WebSocket) (T, error) {
	var v T
	err := ws.DeserializeAttachment(&v)
	return v, err
}
