package platform

// The texts of the reference runtime; in brackets the rule of the semantics reference.
const (
	TextIDFormat       = "Invalid Durable Object ID: must be 64 hex digits"                                                                                                             // [A3]
	TextIDForeign      = "Durable Object ID is not valid for this namespace."                                                                                                           // [A3]
	TextNoID           = "Failed to execute 'get' on 'DurableObjectNamespace': parameter 1 is not of type 'DurableObjectId'."                                                           // [A6]
	TextAbort          = "Application called abort() to reset Durable Object."                                                                                                          // [B12]
	TextAborted        = "The operation was aborted"                                                                                                                                    // [N25]
	textBlockTimeout   = "A call to blockConcurrencyWhile() in a Durable Object waited for too long. The call was canceled and the Durable Object was reset."                           // [B7]
	TextBlockNested    = "blockConcurrencyWhile() calls are nested too deeply."                                                                                                         // [B9]
	TextLost           = "Network connection lost."                                                                                                                                     // [L1]
	TextStorageTimeout = "Durable Object storage operation exceeded timeout which caused object to be reset."                                                                           // [D8]
	TextStorageWrite   = "Internal error in Durable Object storage write caused object to be reset."                                                                                    // [L8]
	textStorageGone    = "Durable Object storage is no longer accessible."                                                                                                              // [B24]
	TextConstraint     = "Durable Object was reset and rolled back to its last known good state because the application left the database in a state where constraints were violated: " // [B20]
	TextNoFetch        = "Handler does not export a fetch() function."                                                                                                                  // [B4]
	textNoAlarm        = "Your Durable Object class must have an alarm() handler in order to call setAlarm()"                                                                           // [G2]
	TextAlarmZero      = "setAlarm() cannot be called with an alarm time <= 0"                                                                                                          // [G2]
	TextAlarmYear      = "This API doesn't support dates after 2189."                                                                                                                   // [G2]
	TextAlarmWall      = "Alarm exceeded its allowed execution time"                                                                                                                    // [G10]
	TextNoAlarmRun     = "Attempted to run a scheduled alarm without a handler, did you remember to export an alarm() function?"                                                        // [G11]
	textUndefined      = "put() called with undefined value."                                                                                                                           // [E4]
	TextIterator       = "kv.list() iterator was invalidated because a new call to kv.list() was started. Only one kv.list() iterator can exist at a time."                             // [F4]
)

// The texts of the reference runtime about sockets, by rule.
const (
	// I1, I5
	TextSocketsMax = "only 32768 websockets can be accepted on a single Durable Object instance"
	TextTagsMax    = "a Hibernatable WebSocket cannot have more than 10 tags"
	TextNoTags     = "you must call 'acceptWebSocket()' before attempting to access the tags of a WebSocket."
	// I2
	TextAccepted = "Cannot call `acceptWebSocket()` if the WebSocket was already accepted via `accept()`"
	TextPairUsed = "Cannot call `acceptWebSocket()` on this WebSocket because its pair has already been accepted " +
		"or used in a Response."
	TextHibernating = "Can't accept() WebSocket after enabling hibernation."
	TextReturned    = "Can't return WebSocket in a Response after calling acceptWebSocket()."
	TextReused      = "Can't return WebSocket that was already used in a response."
	// I9, I11
	TextNoClose     = "WebSocket disconnected without sending Close frame."
	TextSendClosed  = "Can't call WebSocket send() after close()."
	TextNotAccepted = "You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending " +
		"messages."
	// I10
	TextReasonAlone = "If you specify a WebSocket close reason, you must also specify a code."
	TextReasonLong  = "WebSocket close reason must not be longer than 123 bytes when UTF-8 encoded."
	// I14
	TextTimeoutMax      = "Event timeout should not exceed 604800000 ms."
	TextTimeoutRange    = "Value out of range. Must be less than or equal to 4294967295."
	TextTimeoutNegative = "The value cannot be converted because it is negative and this API expects a positive number."
	TextTimeout         = "Actor exceeded event execution time and was disconnected."
)

// The texts about streams.
const (
	TextStreamClosed = "This WritableStream has been closed."
	TextStreamLocked = "This ReadableStream is currently locked to a reader."
	TextBodyUsed     = "Body has already been used. It can only be used once. Use tee() first if you need to read it twice."
	TextResponseSent = "Can't read from request stream after response has been sent."
	// B24
	TextForeignIO = "Cannot perform I/O on behalf of a different Durable Object. I/O objects (such as streams, " +
		"request/response bodies, and others) created in the context of one Durable Object cannot be accessed from a " +
		"different Durable Object in the same isolate. This is a limitation of Cloudflare Workers which allows us to " +
		"improve overall performance. (I/O type: %s)"
)

// The texts about transactions [F5, E19, E20, E23].
const (
	TextCritical         = "Cannot commit transaction due to an earlier SQL critical error"
	TextDeleteAllWithin  = "Cannot call deleteAll() within a transaction"
	TextTransactionOuter = "Cannot roll back an outer transaction while a nested transaction is still running."
)

// TextTransactionOver is what an operation says of a transaction that has ended [E19].
func TextTransactionOver(op string) string {
	return "Cannot call " + op + "() on transaction that has already committed: did you move `txn` outside of the closure?"
}
