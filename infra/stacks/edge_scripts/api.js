// The API knows nothing of the prefix under which the clients reach it.
function handler(event) {
  var request = event.request;
  request.uri = request.uri.slice("/api".length);
  return request;
}
