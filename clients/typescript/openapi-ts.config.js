// What an integrator would write: the document in, a client over fetch out.
export default {
  input: "dist/openapi/v1.json",
  output: "consumer/gen",
  plugins: ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"],
};
