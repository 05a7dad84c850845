
# %% [markdown]
# ## The test
#
# On {{test}}, mindgap's network read {{right}} of {{n}} correctly ({{percent}} %).

# %%
pictures, labels = read_part(FOLDER, {{part}}, {{digest}}){{chosen}}
_, right = measure(pictures, labels)
print(f"{right} of {len(labels)} right ({100 * right / len(labels):.2f} %); mindgap: {{right}} ({{percent}} %)")
