// Nothing is served outside the content bucket.
function handler(event) {
  return { statusCode: 404, statusDescription: "Not Found" };
}
