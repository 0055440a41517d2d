-- Opens a file, and prints what the language server does for it, a line of JSON each. Run in a headless Neovim.
local program, folder = vim.env.PROGRAM, vim.env.FOLDER
local function say(name, value)
  io.stdout:write(vim.fn.json_encode({ name = name, value = value }) .. "\n")
end
local function fail(what)
  say("failure", what)
  vim.cmd("cquit 1")
end

-- The settings of the documentation, which need Neovim 0.11, are Lua at least.
local settings, mistake = loadstring(vim.env.SETTINGS)
if not settings then fail(mistake) end

local code
local config = {
  name = "hy-msg-lint",
  cmd = { program, "lsp" },
  root_dir = folder,
  workspace_folders = { { uri = vim.uri_from_fname(folder), name = "folder" } },
  on_exit = function(exit) code = exit end,
}
local buffer = vim.api.nvim_get_current_buf()
local id
if vim.lsp.start then
  id = vim.lsp.start(config, { bufnr = buffer })
else
  id = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(buffer, id)
end
if not id then fail("the server does not start") end

local function found()
  local rules = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(rules, (one.lnum + 1) .. " " .. (one.code or "-"))
  end
  table.sort(rules)
  return rules
end
local function wait(what, is_done)
  if not vim.wait(120000, is_done, 20) then fail(what .. " did not come") end
end
local function has(rule)
  return function()
    for _, one in ipairs(found()) do
      if one:find(rule, 1, true) then return true end
    end
    return false
  end
end

wait("the diagnostics", has("conflicting-resource-limits"))
say("opened", found())

-- What is typed is checked before it is saved.
local line = vim.fn.search("mem_limit: 1g")
local text = vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1]
vim.api.nvim_buf_set_lines(buffer, line - 1, line, false, { (text:gsub("1g", "512m")) })
wait("the end of the conflict", function() return not has("conflicting-resource-limits")() end)
say("changed", found())
vim.api.nvim_buf_set_lines(buffer, line - 1, line, false, { text })
wait("the conflict", has("conflicting-resource-limits"))

local function ask(method, params)
  local answers, err = vim.lsp.buf_request_sync(buffer, method, params, 60000)
  if err then fail(method .. ": " .. err) end
  for _, answer in pairs(answers) do
    if answer.error or answer.err then fail(method .. ": " .. vim.inspect(answer)) end
    return answer.result
  end
end
local function at(pattern, more)
  vim.fn.cursor(1, 1)
  vim.fn.search(pattern)
  local place = vim.api.nvim_win_get_cursor(0)
  vim.api.nvim_win_set_cursor(0, { place[1], place[2] + more })
  return vim.lsp.util.make_position_params(0, "utf-16")
end

say("hover", ask("textDocument/hover", at("mem_limit: 1g", 1)).contents.value)
local target = ask("textDocument/definition", at("service: small", 10))[1]
say("definition", vim.fn.fnamemodify(vim.uri_to_fname(target.uri), ":t") .. ":" .. (target.range.start.line + 1))

at("mem_limit: 1g", 1)
local diagnostics
if vim.lsp.diagnostic.from then
  diagnostics = vim.lsp.diagnostic.from(vim.diagnostic.get(buffer, { lnum = line - 1 }))
else
  diagnostics = vim.lsp.diagnostic.get_line_diagnostics(buffer, line - 1)
end
local params = vim.lsp.util.make_range_params(0, "utf-16")
params.context = { diagnostics = diagnostics }
local titles = {}
for _, action in ipairs(ask("textDocument/codeAction", params)) do
  table.insert(titles, action.title)
  if action.edit then vim.lsp.util.apply_workspace_edit(action.edit, "utf-16") end
end
say("actions", titles)
say("suppressed", vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1])

vim.lsp.stop_client(id)
wait("the end", function() return code ~= nil end)
say("exit", code)
vim.cmd("qall!")
