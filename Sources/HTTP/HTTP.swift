// HTTP/1.1 as a server sees it, over libmicrohttpd.
// Owns: listening sockets, requests and responses as values, bounds on what clients may send, hold and delay.
// Refuses: knowing what is asked for; whoever starts a listener hands it a function from request to response.
